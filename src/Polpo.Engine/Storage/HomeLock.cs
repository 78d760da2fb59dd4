using System.Globalization;
using System.Text;
using Polpo.Engine.Kernel;

namespace Polpo.Engine.Storage;

/// <summary>Held for as long as a process uses the embedded database of a data folder: never two writers.</summary>
public sealed class HomeLock : IDisposable
{
    private readonly FileStream _file;

    private HomeLock(FileStream file) => _file = file;

    /// <exception cref="RefusedException">Another process holds the lock.</exception>
    public static HomeLock Take(PolpoHome home) =>
        TryTake(home)
        ?? throw new RefusedException(
            Refusal.Unavailable,
            $"{home.Root} is in use by another Polpo process (pid {Holder(home)?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}). "
                + "Talk to that server, stop it, or set POLPO_HOME to another folder."
        );

    /// <returns>Null when another process holds it.</returns>
    public static HomeLock? TryTake(PolpoHome home)
    {
        try
        {
            var file = new FileStream(home.At("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new HomeLock(file);
        }
        catch (IOException busy) when (busy is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    private static int? Holder(PolpoHome home)
    {
        // Not through FileStream: it would ask for the very lock that the holder has.
        var path = home.At("lock");
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> text = stackalloc byte[20];
        var length = RandomAccess.Read(file, text, 0);
        return int.TryParse(text[..length], CultureInfo.InvariantCulture, out var pid) ? pid : null;
    }

    public void Dispose() => _file.Dispose();
}
