#!/bin/bash -e
echo "run by $0"
exit 3
