// libyaml's own header; the module map links it.
#if __has_include(<yaml.h>)
#include <yaml.h>
#else
#error "yaml.h of libyaml is missing; on Debian and Ubuntu: apt-get install libyaml-dev"
#endif
