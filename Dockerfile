# The image of the Action. On a branch the runner builds it; a release names a built one by digest.
# It is left with no USER and no WORKDIR: what the runner mounts belongs to another user, and the
# folder is the runner's to set (docs.github.com, "Dockerfile support for GitHub Actions").
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_COMPILE=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /source
COPY requirements/build.txt requirements/runtime.txt requirements/
# Wheels only: to build a dependency from source would fetch what no hash is known of.
RUN python -m venv --without-pip /opt/wheel-ceiling \
    && python -m pip --python /opt/wheel-ceiling/bin/python install \
        --no-deps --only-binary :all: --require-hashes -r requirements/runtime.txt \
    && python -m pip install \
        --no-deps --only-binary :all: --require-hashes -r requirements/build.txt
COPY LICENSE README.md pyproject.toml ./
COPY src src
# Bytecode that names no time of its source: the same source gives the same files.
RUN python -m pip wheel --no-deps --no-build-isolation --no-index --wheel-dir dist . \
    && python -m pip --python /opt/wheel-ceiling/bin/python install \
        --no-deps --no-index dist/*.whl \
    && /opt/wheel-ceiling/bin/python -m compileall -q -j 0 --invalidation-mode unchecked-hash \
        /opt/wheel-ceiling/lib

FROM ${BASE}
LABEL org.opencontainers.image.title="wheel-ceiling" \
    org.opencontainers.image.description="Know what you packaged, not just what you built." \
    org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/wheel-ceiling /opt/wheel-ceiling
ENV PATH=/opt/wheel-ceiling/bin:$PATH
# The official image has no bytecode of the standard library; this import leaves that of our part.
RUN python -I -c "import cachecontrol, github, pypi_simple, requests, rich.console, wheel_ceiling.cli"
# -I: the working folder is a checkout of somebody's pull request, and neither it nor a PYTHONPATH
# that the workflow sets for its own ends may be imported from. Exec form: sh would drop the inputs
# whose names have hyphens.
ENTRYPOINT ["/opt/wheel-ceiling/bin/python", "-I", "-u", "-X", "utf8", "-m", "wheel_ceiling.action"]
