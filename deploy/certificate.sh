#!/bin/sh
# A certificate for a host in a school's network, signed by itself: browsers ask once whether to trust
# it. usage: deploy/certificate.sh HOST [FOLDER]; for a public name take one of Let's Encrypt instead.
set -eu
host=$1 folder=${2:-$(dirname "$0")/tls}
mkdir -p "$folder"
case $host in *[!0-9.]*) name="DNS:$host" ;; *) name="IP:$host" ;; esac
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 -subj "/CN=$host" \
  -addext "subjectAltName=$name" -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem" 2> /dev/null
chmod 600 "$folder/privkey.pem"
echo "$folder: a certificate for $host, for 825 days"
