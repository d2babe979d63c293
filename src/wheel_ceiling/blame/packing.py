"""Clues in what is brought into the tree that wheels are packed from, and what is packed."""

from wheel_ceiling.blame.clue import STEPS, Clue, Tie, pattern
from wheel_ceiling.blame.places import Place

_LEAKED = (
    "host-toolchain",
    "library-twice",
    "library-moved",
    "library-added",
    "stray-files",
    "wrong-architecture",
    "wrong-libc",
    "python-suffix",
    "rpath-outside-wheel",
)
_REBUILT = ("ceiling-above-tag", "ceiling-raised", "debug-info-appeared", "size-jumped")
_PACKED = (
    "stray-files",
    "size-jumped",
    "library-twice",
    "library-moved",
    "library-added",
    "library-dropped",
)
_PLAIN_FILE = (
    r"\.(?:txt|toml|md|rst|cfg|ini|ya?ml|json|lock|pem|crt|pyi?|typed|html|css|js|svg|png|whl"
    r"|gz\.sha256)(?![\w.])|LICEN[CS]E|README|NOTICE"
)
_TO_THE_SYSTEM = r"\s[\"']?/(?:(?:usr/(?:local/)?)?s?bin|etc|tmp|root|usr/local)\b[\w./-]*[\"']?$"
_COPIES = (
    r"\btar\b.*\s-{0,2}\w*x\w*",
    r"\b(?:unzip|bsdtar|rsync|extractall|unpack_archive)\b",
    r"\b(?:cp|mv|ln|install) ",
    r"\b(?:copytree|copy2?|copyfile|copy_file|move)\(",
    r"\bfile\(\s*COPY",
    r"\b(?:aws s3|gsutil|gcloud storage) (?:cp|sync)",
    r"\b(?:curl|wget)\b.*(?:\s-[oOP]|--output|>)",
    r"^(?:COPY|ADD) ",
)
_PACKAGE_LISTS = (
    r"package[_-]data|data_files|force-include|\bpackages\b|find_(?:namespace_)?packages"
    r"|\bartifacts\b|\b(?:include|exclude)\s*=|only-include|wheel\.(?:packages|exclude)|shared-data"
    r"|tool\.(?:setuptools|hatch\.build|maturin|poetry|scikit-build|pdm\.build|flit)"
)
_BUILD_TOOLS = (
    r"setuptools|wheel|scikit-build(?:-core)?|meson(?:-python)?|maturin|hatchling|poetry-core"
    r"|pdm-backend|flit[_-]core|mypy(?:c)?|setuptools-rust|cython|pybind11|nanobind|cffi"
)

PACKING = (
    Clue(
        "copied or unpacked",
        pattern(*_COPIES),
        (*_LEAKED, *_REBUILT, "library-dropped", "record-mismatch"),
        is_whole=True,
        weight=9,
        added="it puts files where the package is packed from",
        removed="without it, files are not where the package is packed from",
        places=(*STEPS, Place.PROJECT, Place.NATIVE),
        unless=pattern(_PLAIN_FILE, _TO_THE_SYSTEM),
        tie=Tie.FILE,
    ),
    Clue(
        "copied into the image",
        pattern(r"^(?:COPY|ADD) (?:--\S+ )*(.+)"),
        _LEAKED,
        weight=7,
        added="it copies files of the working tree, and what was built in it, into the image",
        places=(Place.DOCKER,),
        unless=pattern(_PLAIN_FILE, _TO_THE_SYSTEM, r"--from="),
    ),
    Clue(
        "files of another run",
        pattern(
            r"\buses\s*:\s*(actions/cache)(?:/restore)?@",
            r"^(?:key|restore-keys)\s*:\s*(.+)",
            r"^restore-keys\s*:\s*\|()",
            r"(?:--)?(cache-from[=:].+)",
        ),
        (*_LEAKED, *_REBUILT),
        weight=5,
        added="it brings files of an earlier run into the build",
        places=(Place.CI, Place.SCRIPT, Place.DOCKER),
        unless=pattern(r"\b(?:pip|npm|yarn|apt|uv|poetry|pre-commit|mypy|brew|ccache|sccache)\b"),
    ),
    Clue(
        "let into the image",
        pattern(r"^!(.+)"),
        (*_LEAKED, *_REBUILT),
        weight=8,
        added="it lets files of the working tree into the image",
        places=(Place.DOCKER_IGNORE,),
    ),
    Clue(
        "kept out of the image no longer",
        pattern(
            r"^([^!].*(?:\.so|\.o\b|\.a\b|build|dist|target|egg|cache|bazel|_skbuild|venv|lib|out).*)",
            r"^(\*\*?/?\*?)$",
        ),
        (*_LEAKED, *_REBUILT),
        weight=9,
        removed="without it, what was built in the working tree gets into the image",
        places=(Place.DOCKER_IGNORE,),
    ),
    Clue(
        "clean-up gone",
        pattern(
            r"\brm -\w*r\w* .*(?:build|dist|target|egg-info|\.so|_skbuild)",
            r"\bgit clean\b|\bmake clean\b|setup\.py clean|bazel clean",
        ),
        _LEAKED,
        weight=8,
        removed="without it, files of an earlier build stay in the tree",
        places=STEPS,
    ),
    Clue(
        "MANIFEST.in",
        pattern(r"^(?:(?:recursive|global)-)?(?:include|exclude) ", r"^(?:graft|prune) "),
        _PACKED,
        is_whole=True,
        weight=8,
        added="it changes which files are packed",
        removed="this no longer says which files are packed",
        places=(Place.PROJECT,),
        unless=pattern(_PLAIN_FILE),
    ),
    Clue(
        "packed files",
        pattern(
            r"(?:package[_-]data|data_files|find_(?:namespace_)?packages|wheel\.exclude)",
            r"^((?:packages|include|exclude|artifacts|only-include)\s*=.+)",
            r"^([\"'][^\"']*[*/.][^\"']*[\"'](?:\s*[:=].*)?,?)$",
        ),
        _PACKED,
        is_whole=True,
        weight=8,
        added="it changes which files are packed",
        removed="this no longer says which files are packed",
        places=(Place.PROJECT,),
        context=pattern(_PACKAGE_LISTS),
        unless=pattern(_PLAIN_FILE),
    ),
    Clue(
        "installed files",
        pattern(
            r"^install\s*\(",
            r"\bDESTINATION\b",
            r"\b(?:install_sources|install_subdir|install_dir|extension_module)\b",
        ),
        ("library-moved", "library-twice", "library-added", "library-dropped", "stray-files"),
        is_whole=True,
        weight=7,
        added="it changes what is installed into the package, and where",
        removed="this is no longer installed into the package",
        places=(Place.NATIVE,),
    ),
    Clue(
        "build backend",
        pattern(r"^build-backend\s*=\s*(\S+)"),
        ("tag-mismatch", "record-mismatch", "python-suffix", *_PACKED),
        weight=9,
        added="it changes what makes the wheels",
        places=(Place.PROJECT,),
    ),
    Clue(
        "build requirement",
        pattern(rf"[\"']((?:{_BUILD_TOOLS})(?:\[\w+\])?\s*(?:[=<>~!].*?)?)[\"']"),
        ("tag-mismatch", "record-mismatch", "python-suffix", "stray-files", "library-dropped"),
        weight=5,
        added="it changes a tool that makes the wheels",
        places=(Place.PROJECT,),
        context=pattern(r"^requires\s*=", r"^\[build-system\]$", r"setup_requires"),
    ),
    Clue(
        "stable ABI",
        pattern(r"(?:py_limited_api|limited[-_]api|abi3|SKBUILD_SABI|wheel\.py-api|python[-_]tag)"),
        ("python-suffix", "tag-mismatch", "wheel-dropped", "abi3-violation"),
        is_whole=True,
        weight=9,
        added="it changes which Pythons the modules are for",
        removed="this no longer says which Pythons the modules are for",
    ),
    Clue(
        "wheel changed by hand",
        pattern(
            r"\b(?:zip|unzip|7z|jar|patchelf|sed|strip)\b.*(?:\.whl|wheels?/)",
            r"\bzipfile\.ZipFile\(.*\.whl",
        ),
        ("record-mismatch",),
        weight=10,
        added="it changes a finished wheel without writing RECORD anew",
    ),
)
"""What gets into the tree, and from there into the wheels."""
