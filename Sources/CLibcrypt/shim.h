// libcrypt's own header; the module map links it. See crypt(3), crypt_gensalt(3).
#include <crypt.h>
