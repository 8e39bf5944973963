// libmd's own headers; the module map links it. See md5(3), sha1(3), sha2(3).
#include <md5.h>
#include <sha1.h>
#include <sha2.h>
