using System.Runtime.InteropServices;
using Wattd.Settings;

namespace Wattd.Http.Security;

/// <summary>
/// The library behind TLS and the keyed hashes of credentials. The runtime loads it at the first use and aborts where it
/// is missing, so callers check here first.
/// </summary>
static class OpenSsl
{
    // In the order in which the runtime tries them:
    // https://github.com/dotnet/runtime/blob/main/src/native/libs/System.Security.Cryptography.Native/opensslshim.c
    static readonly string[] Versions = ["3", "1.1"];

    /// <summary>Finds the library.</summary>
    /// <exception cref="ConfigurationException">It is missing.</exception>
    public static void Require(string path)
    {
        string?[] versions = [Environment.GetEnvironmentVariable("CLR_OPENSSL_VERSION_OVERRIDE"), .. Versions];
        if (!versions.Any(version => !string.IsNullOrEmpty(version) && NativeLibrary.TryLoad($"libssl.so.{version}", out _)))
            throw new ConfigurationException(
                [$"{path}: TLS and basic authentication need OpenSSL, and there is no libssl.so.3 or libssl.so.1.1 here; "
                    + "'apt install libssl3' or 'dnf install openssl-libs' fixes that"]);
    }
}
