/**
 * An addon that loads TensorFlow's library from its own folder while standard error leads nowhere. The library says there that oneDNN is on, as soon as it is
 * loaded, whatever `TF_CPP_MIN_LOG_LEVEL` says. An error is not lost: the addon of tfjs-node, loaded afterwards, meets it again.
 */
export const quietLoaderSource = `#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

NAPI_MODULE_INIT() {
  const int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (kept >= 0 && nowhere >= 0) {
    dup2(nowhere, STDERR_FILENO);
    dlopen("libtensorflow_cc.so.2", RTLD_NOW);
    dup2(kept, STDERR_FILENO);
  }
  if (kept >= 0) close(kept);
  if (nowhere >= 0) close(nowhere);
  return exports;
}
`;
