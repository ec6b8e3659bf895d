#!/bin/bash
# Stands in for dotnet where the shim is tested: notes its words, and makes the files that a build would.
words=$(printf '<%s>' "$@")
echo "$words" >>"$STAND_IN_LOG"
case ${1:-} in
  --version)
    [[ -z ${STAND_IN_HAS_NO_SDK:-} ]] || exit 145
    echo 10.0.123
    ;;
  build)
    echo "build output"
    [[ -z ${STAND_IN_BUILD_FAILS:-} ]] || exit 1
    mkdir -p artifacts/bin/Cli/release artifacts/bin/Gateway.Api/release
    touch artifacts/bin/Cli/release/InfernoOrleans.Cli.dll artifacts/bin/Gateway.Api/release/InfernoOrleans.Gateway.Api.dll
    ;;
  *)
    echo "$words"
    ;;
esac
