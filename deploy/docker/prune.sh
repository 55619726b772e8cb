#!/bin/sh
# Deletes from a virtual environment what cnnviz never imports: headers, tests, compilers' libraries,
# installers. usage: prune.sh ENVIRONMENT. tests/deploy/test_prune.py holds it to what is used.
set -eu
rm -f "$1"/bin/pip* "$1"/bin/wheel
cd "$1"/lib/python3*/site-packages
# Headers for those who compile against TensorFlow, PyArrow and NumPy.
rm -rf tensorflow/include pyarrow/include pyarrow/includes pyarrow/src
# The C compiler's library, which TensorFlow declares and does not import.
rm -rf clang libclang-*.dist-info
# Of PyArrow, Streamlit and pandas use tables and their IPC format: no network file systems.
rm -f pyarrow/libarrow_flight.so* pyarrow/_flight.*.so pyarrow/libarrow_s3.so* pyarrow/_s3fs.*.so
# Tests of the packages, and ONNX's test data.
find . -type d \( -name tests -o -name kernel_tests \) \
  -not -path './numpy/*' -not -path './tensorflow/python/*/keras/*' -prune -exec rm -rf {} +
rm -rf onnx/backend/test
# Installers: what is in an image stays as it is.
rm -rf pip pip-*.dist-info setuptools setuptools-*.dist-info wheel wheel-*.dist-info _distutils_hack \
  distutils-precedence.pth pkg_resources
# Symbols for debuggers, 200 MB. Other packages' libraries were changed after they were linked, which
# strip does not survive.
if command -v strip > /dev/null; then
  strip --strip-unneeded tensorflow/libtensorflow_cc.so.2 tensorflow/libtensorflow_framework.so.2
fi
