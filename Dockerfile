# cnnviz in a container: docker build -t cnnviz . && docker run -p 8501:8501 cnnviz
# docs/deploy.md has the rest: a volume, a proxy, limits, several machines.
ARG PYTHON=python:3.11-slim

FROM ${PYTHON} AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# Only this stage has what shrinks libraries.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends binutils > /dev/null
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /opt/cnnviz \
    && /opt/cnnviz/bin/pip install --quiet --require-hashes -r requirements.lock
# The package itself is installed from its metadata alone, so that a change of the code, copied last,
# installs nothing anew.
COPY pyproject.toml README.md deploy/docker/prune.sh ./
COPY cnnviz/__init__.py cnnviz/__init__.py
RUN /opt/cnnviz/bin/pip install --quiet --no-deps --no-build-isolation --editable . \
    && sh prune.sh /opt/cnnviz

# MNIST, once and checked, where the build has internet: docker build --build-arg MNIST=1
FROM packages AS datasets
ARG MNIST=0
COPY cnnviz cnnviz
RUN mkdir -p /datasets && if [ "$MNIST" = 1 ]; then \
    CNNVIZ_HOME=/tmp/home PYTHONPATH=/app /opt/cnnviz/bin/python -m cnnviz data mnist > /dev/null \
    && cp /tmp/home/datasets/mnist.npz /datasets/; fi

FROM ${PYTHON}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="cnnviz" \
      org.opencontainers.image.description="A laboratory for convolutional neural networks in a browser" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=packages /opt/cnnviz /opt/cnnviz
COPY --from=datasets --chown=1000:0 /datasets /datasets
# The user is in group 0, which may write whatever it may: a cluster may choose another number.
# /var/lib/cnnviz keeps runs and uploads (mount a volume there); /datasets is read. Nothing in it
# installs packages or changes the user.
RUN useradd --uid 1000 --gid 0 --no-create-home --home-dir /tmp cnnviz \
    && install -d -o 1000 -g 0 -m 775 /var/lib/cnnviz /backups \
    && { python -m pip uninstall --yes --quiet --root-user-action ignore pip setuptools wheel || true; } \
    && find / -xdev -type f -perm /6000 -exec chmod a-s {} +
ENV PATH=/opt/cnnviz/bin:$PATH PYTHONPATH=/app HOME=/tmp \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 TF_CPP_MIN_LOG_LEVEL=2 \
    CNNVIZ_HOME=/var/lib/cnnviz CNNVIZ_DATA=/datasets CNNVIZ_CLASS=1 \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 STREAMLIT_SERVER_PORT=8501
WORKDIR /app
USER 1000:0
VOLUME /var/lib/cnnviz
EXPOSE 8501
# SIGTERM lets trainings save where they are, which takes up to 8 of Docker's 10 seconds.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s --retries=3 \
    CMD ["python", "-m", "cnnviz.health_check"]
CMD ["streamlit", "run", "server.py"]
# Last, so that a new version of the code is a small layer.
COPY --chown=0:0 . .
