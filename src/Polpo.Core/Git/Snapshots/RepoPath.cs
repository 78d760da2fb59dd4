using System.Text;

namespace Polpo.Core.Git.Snapshots;

/// <summary>A path in a repository, byte for byte: git's paths need not be UTF-8. Each character holds one byte.</summary>
internal readonly record struct RepoPath(string Raw)
{
    public static readonly RepoPath Root = new("");

    public static RepoPath Of(ReadOnlySpan<byte> bytes) => new(Encoding.Latin1.GetString(bytes));

    public bool IsRoot => Raw.Length == 0;

    public byte[] Bytes => Encoding.Latin1.GetBytes(Raw);

    public RepoPath Folder => Raw.LastIndexOf('/') is var slash and >= 0 ? new RepoPath(Raw[..slash]) : Root;

    public string Name => Raw[(Raw.LastIndexOf('/') + 1)..];

    public RepoPath Then(string rawName) => new(IsRoot ? rawName : $"{Raw}/{rawName}");

    /// <summary>As people see it; bytes that are not UTF-8 are replaced.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes);
}

/// <summary>What a tree holds at a path: mode <c>100644</c>, <c>100755</c>, <c>120000</c> (link) or <c>160000</c> (submodule), and the object.</summary>
internal readonly record struct TreeEntry(string Mode, string Object)
{
    public const string File = "100644";
    public const string Executable = "100755";
    public const string Link = "120000";
    public const string Submodule = "160000";
}
