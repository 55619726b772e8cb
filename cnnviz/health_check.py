"""``python -m cnnviz.health_check``: exit with 0 where the server here is healthy, for a container.

It asks at the port and under the base path that the environment gives Streamlit. Only what Python
has at hand is imported: on a busy machine each import takes its time.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException

SECONDS = 8


def main() -> int:
    """Ask for ``/health``; print the answer; return 0 for 200, else 1."""
    port = int(os.environ.get("STREAMLIT_SERVER_PORT") or 8501)
    base = (os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH") or "").strip("/")
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", f"/{base}/health" if base else "/health")
        answer = connection.getresponse()
        print(answer.read(4000).decode("utf-8", "replace"))
        return int(answer.status != 200)
    except (OSError, HTTPException) as error:
        print(f"no answer at port {port}: {error}")
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
