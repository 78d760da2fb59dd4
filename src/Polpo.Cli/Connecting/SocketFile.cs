using System.Text;
using Polpo.Engine.Kernel;

namespace Polpo.Cli.Connecting;

/// <summary>Where a server in this process listens: in the data folder, or in a private folder of its own when that path is too long for a socket.</summary>
internal sealed class SocketFile : IDisposable
{
    /// <summary>The kernel's limit is 108 bytes with the end mark.</summary>
    private const int MaxBytes = 107;

    private readonly string? _folder;

    private SocketFile(string path, string? folder)
    {
        Path = path;
        _folder = folder;
    }

    public string Path { get; }

    public static SocketFile In(PolpoHome home)
    {
        var path = home.At("run", $"cli-{Environment.ProcessId}.sock");
        if (Encoding.UTF8.GetByteCount(path) <= MaxBytes)
        {
            File.Delete(path);
            return new SocketFile(path, folder: null);
        }
        var folder = Directory.CreateTempSubdirectory("polpo-").FullName;
        return new SocketFile(System.IO.Path.Combine(folder, "sock"), folder);
    }

    public void Dispose()
    {
        File.Delete(Path);
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }
}
