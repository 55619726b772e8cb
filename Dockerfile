# cnnviz in a container: docker build -t cnnviz . && docker run -p 8501:8501 cnnviz
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 TF_CPP_MIN_LOG_LEVEL=2

WORKDIR /app
# The package itself is installed from its metadata alone, so that a change of the code, copied
# below, does not reinstall the dependencies.
COPY pyproject.toml requirements.lock README.md ./
COPY cnnviz/__init__.py cnnviz/__init__.py
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock \
    && pip install --no-cache-dir --disable-pip-version-check --no-deps --editable .

# Runs as an unprivileged user. /var/lib/cnnviz keeps the training runs (mount a volume there);
# /datasets is read (mount MNIST or NEU there).
RUN useradd --create-home --uid 1000 cnnviz \
    && install -d -o cnnviz /var/lib/cnnviz /datasets
ENV CNNVIZ_HOME=/var/lib/cnnviz CNNVIZ_DATA=/datasets CNNVIZ_CLASS=1
COPY --chown=cnnviz . .
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --editable .
USER cnnviz
VOLUME /var/lib/cnnviz

EXPOSE 8501
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["streamlit", "run", "server.py", "--server.address=0.0.0.0", "--server.port=8501"]
