using System.Security.Cryptography;
using System.Text;

namespace Polpo.Core.Git.Snapshots;

/// <summary>The name that git gives to content: a hash of its kind, length and bytes, in the repository's object format.</summary>
internal sealed class ObjectHash(HashAlgorithmName algorithm)
{
    /// <summary>The format is told by the length of a hash: 40 digits are SHA-1, 64 are SHA-256.</summary>
    public static ObjectHash Like(CommitId commit) =>
        new(commit.Hash.Length == 64 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);

    public string OfBlob(byte[] bytes) => Of("blob", bytes);

    public string OfCommit(byte[] bytes) => Of("commit", bytes);

    public string OfBlob(FileContent content)
    {
        using var hash = Begin("blob", content.Length);
        content.Read(part => hash.AppendData(part.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string Of(string kind, byte[] bytes)
    {
        using var hash = Begin(kind, bytes.Length);
        hash.AppendData(bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private IncrementalHash Begin(string kind, long length)
    {
        var hash = IncrementalHash.CreateHash(algorithm);
        hash.AppendData(Encoding.ASCII.GetBytes($"{kind} {length}\0"));
        return hash;
    }
}
