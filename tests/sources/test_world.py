import os
from pathlib import Path

from wheel_ceiling.sources.world import Silence, World


def test_the_cache_is_where_the_environment_says(tmp_path: Path) -> None:
    world = World.of({"WHEEL_CEILING_CACHE": "kept", "PIP_CONFIG_FILE": os.devnull}, tmp_path)

    assert world.cache == tmp_path / "kept"
    assert world.folder == tmp_path
    assert world.index_url == ""


def test_the_cache_is_else_the_users_own(tmp_path: Path) -> None:
    world = World.of({"PIP_INDEX_URL": "https://index.test/simple"}, tmp_path)

    assert "wheel-ceiling" in world.cache.parts
    assert world.index_url == "https://index.test/simple"


def test_silence_says_nothing() -> None:
    with Silence().download("x.whl", 3) as tell:
        tell(3)
