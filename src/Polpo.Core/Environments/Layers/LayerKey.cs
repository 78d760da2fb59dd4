using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Polpo.Core.Environments.Finding;

namespace Polpo.Core.Environments.Layers;

/// <summary>
/// What makes two environments the same: the script, the content of what it reads, the tools and the system that it runs on, and
/// the workspace, for a layer is written by one workspace's code and user and is no other's to trust.
/// </summary>
internal static class LayerKey
{
    private static readonly string[] _folders = ["/usr/local/bin", "/usr/bin"];

    public static string Of(string workspace, string kind, Recipe recipe, Tree tree, bool whole)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, "1", workspace, kind, recipe.Script, System());
        foreach (var program in recipe.Programs)
            Add(hash, program, Version(program));
        foreach (var (name, value) in recipe.Variables)
            Add(hash, name, value);
        foreach (var path in recipe.Inputs)
            Add(hash, path, Convert.ToHexString(SHA256.HashData(tree.Read(path))));
        if (whole)
            foreach (var (path, content) in tree.All())
                Add(hash, path, content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string System() => File.Exists("/etc/os-release") ? File.ReadAllText("/etc/os-release") : "";

    /// <summary>The program file as it stands, which is cheaper than asking it, and changes with every update.</summary>
    private static string Version(string program)
    {
        var file = _folders
            .Select(folder => new FileInfo(Path.Combine(folder, program)))
            .FirstOrDefault(file => file.Exists);
        var real = file?.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return real is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{real.FullName} {real.Length} {real.LastWriteTimeUtc.Ticks}"
            );
    }

    /// <summary>With their lengths, so that no two lists of texts read the same.</summary>
    private static void Add(IncrementalHash hash, params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
            hash.AppendData(
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text};"))
            );
    }
}
