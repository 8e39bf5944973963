// A program that imports this module has all that is public in the modules it is made of.
@_exported public import Credentials
@_exported public import Hashing
@_exported public import Kernel
@_exported public import Storage
