using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Polpo.Core.Identity;

/// <summary>A secret that a person or program shows to be let in: 256 random bits, kept by us only as a hash.</summary>
public static class Token
{
    private const int Bytes = 32;

    /// <summary>A new token: 43 characters that may stand in a URL, a header and a cookie.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is stored of a token: its SHA-256 in lowercase hex.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Compares in a time that does not tell how much of it was right.</summary>
    public static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(left)),
            SHA256.HashData(Encoding.UTF8.GetBytes(right))
        );
}
