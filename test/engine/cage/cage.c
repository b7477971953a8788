/* What Electron's memory cage does to native modules: buffers over native memory are refused (napi_no_external_buffers_allowed).
 * Preloaded under Node; the names are those that copy.ts writes over Node's in a copy of the modules. */
#include <stddef.h>

enum { REFUSED = 22 };

int capi_create_external_arraybuffer(void *env, void *data, size_t bytes, void *finalize, void *hint, void **result) {
    (void) env, (void) data, (void) bytes, (void) finalize, (void) hint, (void) result;
    return REFUSED;
}

int capi_create_external_buffer(void *env, size_t bytes, void *data, void *finalize, void *hint, void **result) {
    (void) env, (void) bytes, (void) data, (void) finalize, (void) hint, (void) result;
    return REFUSED;
}
