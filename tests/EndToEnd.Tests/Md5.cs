namespace HtcondorActors.EndToEnd.Tests;

internal static class Md5
{
#pragma warning disable CA5351 // a checksum, as in the behaviour that is asked for; no secret hangs on it
    public static string Of(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(bytes));
#pragma warning restore CA5351
}
