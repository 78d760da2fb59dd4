using Polpo.Engine.Blobs;

namespace Polpo.Core.Vault.Storage;

/// <summary>Replaces a file that only its owner may read, in one step that a power cut leaves done or not done.</summary>
internal static class PrivateFile
{
    public static void Replace(string path, byte[] content)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        // One that a stopped process left may have another mode, which creating anew does not change.
        File.Delete(temporary);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
        FolderSync.Flush(Path.GetDirectoryName(path)!);
    }
}
