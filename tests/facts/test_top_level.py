import pytest

from wheel_ceiling.facts.top_level import is_foreign, is_installer


@pytest.mark.parametrize(
    ("package", "project"),
    [("numpy", "ray"), ("pip", "ray"), ("torch", "ray"), ("sklearn", "ray")],
)
def test_a_package_of_another_project_is_foreign(package: str, project: str) -> None:
    assert is_foreign(package, project)


@pytest.mark.parametrize(
    ("package", "project"),
    [
        ("ray", "ray"),
        ("cv2", "opencv-python-headless"),
        ("grpc", "grpcio"),
        ("torch", "intel-torch"),
        ("sklearn", "scikit-learn-intelex"),
        ("pyarrow", "pyarrow"),
        ("google", "ray"),
    ],
)
def test_a_projects_own_and_what_nobody_owns_is_not(package: str, project: str) -> None:
    assert not is_foreign(package, project)


def test_pip_is_an_installer_and_numpy_is_not() -> None:
    assert is_installer("pip")
    assert not is_installer("numpy")
