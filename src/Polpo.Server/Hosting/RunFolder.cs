using System.Text.Json;
using Polpo.Client;
using Polpo.Engine.Kernel;
using Polpo.Engine.Storage;

namespace Polpo.Server.Hosting;

/// <summary>What <c>run/server.json</c> says of the server that uses a data folder.</summary>
/// <param name="Started">When its process began, in ticks of the kernel: a process id alone is given again, in containers at once.</param>
public sealed record ServerRecord(int Pid, string Address, string Started);

/// <summary>How command lines find the running server of a data folder: its record and their token, readable by the account alone.</summary>
public sealed class RunFolder(PolpoHome home)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string TokenPath => home.At("run", "cli.token");

    public string RecordPath => home.At("run", "server.json");

    /// <summary>The server that announced itself and is alive; null when there is none.</summary>
    public ServerRecord? Find()
    {
        try
        {
            var record = JsonSerializer.Deserialize<ServerRecord>(File.ReadAllText(RecordPath), Wire.Json);
            return record is not null && StartOf(record.Pid) == record.Started ? record : null;
        }
        catch (Exception absent) when (absent is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Before anything is opened, so that the refusal can name the server that is there.</summary>
    internal void RefuseSecondServer(string? database)
    {
        if (database is not null)
        {
            if (Find() is { } other && other.Pid != Environment.ProcessId)
                throw InUse($"the server with pid {other.Pid} at {other.Address}");
            return;
        }
        using var free = HomeLock.TryTake(home);
        if (free is not null)
            return;
        var holder = Find() is { } server
            ? $"the server with pid {server.Pid} at {server.Address}"
            : "another Polpo process";
        throw InUse(holder);
    }

    // Worktrees and sandboxes of a data folder are one server's, whatever the database.
    private RefusedException InUse(string holder) =>
        new(
            Refusal.Unavailable,
            $"{home.Root} is in use by {holder}. Talk to that one, stop it, or set POLPO_HOME to another folder."
        );

    internal void Announce(string address, string token)
    {
        File.SetUnixFileMode(home.Folder("run"), Private | UnixFileMode.UserExecute);
        Write(TokenPath, token);
        Write(
            RecordPath,
            JsonSerializer.Serialize(
                new ServerRecord(Environment.ProcessId, address, StartOf(Environment.ProcessId) ?? ""),
                Wire.Json
            )
        );
    }

    /// <summary>Removes what we announced, and not what a later server did.</summary>
    internal void Withdraw(string token)
    {
        if (!File.Exists(TokenPath) || File.ReadAllText(TokenPath) != token)
            return;
        File.Delete(RecordPath);
        File.Delete(TokenPath);
    }

    // A new file renamed over the old one: never half written, and never readable by others for a moment.
    private static void Write(string path, string text)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = Private,
        };
        using (var writer = new StreamWriter(fresh, options))
            writer.Write(text);
        File.Move(fresh, path, overwrite: true);
    }

    /// <summary>Null when there is no such process.</summary>
    private static string? StartOf(int pid)
    {
        var path = $"/proc/{pid}/stat";
        if (!File.Exists(path))
            return null;
        // After the name, which is in parentheses and may hold anything, the start is the 20th field.
        var stat = File.ReadAllText(path);
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
    }
}
