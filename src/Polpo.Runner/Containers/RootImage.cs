using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Containers;

/// <summary>The image that sandboxes start from: one that the engine has, by name, or a root file system in a directory, given to the engine once.</summary>
internal sealed class RootImage
{
    private readonly ConcurrentDictionary<(string Socket, string Image), Lazy<Task<string>>> _known = new();

    /// <summary>The name by which the engine knows it.</summary>
    /// <exception cref="RunnerFault">The engine has no such image, or the directory is none.</exception>
    public async Task<string> NameAsync(EngineClient engine, string image)
    {
        var key = (engine.SocketPath, image);
        try
        {
            return await _known.GetOrAdd(key, _ => new(() => ResolveAsync(engine, image))).Value;
        }
        catch (RunnerFault)
        {
            // It may be there the next time.
            _known.TryRemove(key, out _);
            throw;
        }
    }

    /// <exception cref="RunnerFault">It cannot be had; an import is not tried.</exception>
    public static async Task CheckAsync(EngineClient engine, string image)
    {
        if (!Path.IsPathFullyQualified(image))
        {
            if (!await engine.HasImageAsync(image))
                throw RunnerFault.Unavailable(
                    $"The container engine has no image {image}. Pull it (docker pull {image}), or name another one in POLPO_SANDBOX_IMAGE."
                );
        }
        else
            RootFolder.Check(image);
    }

    private static async Task<string> ResolveAsync(EngineClient engine, string image)
    {
        await CheckAsync(engine, image);
        if (!Path.IsPathFullyQualified(image))
            return image;
        var name = $"localhost/polpo-rootfs-{Fingerprint(image)}";
        if (!await engine.HasImageAsync(name))
            await ImportAsync(engine, name, image);
        return name;
    }

    private static async Task ImportAsync(EngineClient engine, string name, string folder)
    {
        var start = Launch.With("/", "tar", "-C", folder, "--one-file-system", "--numeric-owner", "-cf", "-", ".");
        using var tar = Process.Start(start)!;
        var errors = tar.StandardError.ReadToEndAsync();
        await engine.ImportAsync(name, tar.StandardOutput.BaseStream);
        await tar.WaitForExitAsync();
        if (tar.ExitCode != 0)
            throw RunnerFault.Unavailable($"The root file system {folder} cannot be read: {(await errors).Trim()}");
    }

    /// <summary>Changes with any name, size, time or mode in the directory: whoever installs something there gets a new image.</summary>
    private static string Fingerprint(string folder)
    {
        var everything = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.None,
            IgnoreInaccessible = false,
        };
        var lines = new DirectoryInfo(folder)
            .EnumerateFileSystemInfos("*", everything)
            .Select(entry =>
                $"{entry.FullName} {(entry as FileInfo)?.Length} {entry.LastWriteTimeUtc.Ticks} {entry.UnixFileMode} {entry.LinkTarget}"
            )
            .Order(StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines)
            hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        return Convert.ToHexStringLower(hash.GetCurrentHash())[..24];
    }
}
