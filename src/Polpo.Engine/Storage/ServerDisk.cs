using Polpo.Engine.Kernel;

namespace Polpo.Engine.Storage;

/// <summary>
/// The disk of this server, by a name that lasts: what was put there once, such as the worktree of a session, is there again after a
/// restart, and nowhere else.
/// </summary>
public sealed class ServerDisk
{
    /// <summary>How long others leave what is due to the server on whose disk it stands.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    public ServerDisk(EngineOptions options)
    {
        if (options.Database is not null)
            Name = options.Disk ?? NameOf(new PolpoHome(options.Home));
    }

    /// <summary>Null on an embedded database: there is no other disk.</summary>
    public string? Name { get; }

    /// <summary>Whether other servers, with disks of their own, may be at work.</summary>
    public bool IsShared => Name is not null;

    private static string NameOf(PolpoHome home)
    {
        var path = home.At("disk.name");
        if (!File.Exists(path))
        {
            var staged = $"{path}.{Guid.CreateVersion7():N}";
            File.WriteAllText(staged, $"disk_{Guid.CreateVersion7():N}");
            File.Move(staged, path, overwrite: true);
        }
        return File.ReadAllText(path).Trim();
    }
}
