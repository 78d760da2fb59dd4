using System.Globalization;
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
            $"{home.Root} is in use by another Polpo process (pid {Holder(home)}). "
                + "Talk to that server, stop it, or set POLPO_HOME to another folder."
        );

    /// <returns>Null when another process holds it.</returns>
    public static HomeLock? TryTake(PolpoHome home)
    {
        try
        {
            var file = new FileStream(
                home.At("lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None,
                bufferSize: 1
            );
            // Beside the lock, since nobody else can read a locked file.
            File.WriteAllText(home.At("lock.pid"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new HomeLock(file);
        }
        catch (IOException busy)
            when (busy is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    private static string Holder(PolpoHome home) =>
        File.Exists(home.At("lock.pid")) ? File.ReadAllText(home.At("lock.pid")) : "unknown";

    public void Dispose() => _file.Dispose();
}
