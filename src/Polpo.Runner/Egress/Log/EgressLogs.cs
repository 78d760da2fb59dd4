using Polpo.Runner.Protocol;

namespace Polpo.Runner.Egress.Log;

/// <summary>The logs by sandbox. One stays when its sandbox ends, and goes on when a sandbox of that id is opened again, until it is forgotten.</summary>
internal sealed class EgressLogs(string folder, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EgressLog> _open = new(StringComparer.Ordinal);

    public EgressLog Open(string id)
    {
        lock (_gate)
            return _open.TryGetValue(id, out var log)
                ? log
                : _open[id] = new EgressLog(Path.Combine(Directory.CreateDirectory(folder).FullName, Name(id)), time);
    }

    public EgressReply Read(string id, long offset)
    {
        lock (_gate)
            if (!_open.ContainsKey(id) && !File.Exists(Path.Combine(folder, Name(id))))
                return new EgressReply([], offset);
        return Open(id).Read(offset);
    }

    public void Forget(string id)
    {
        lock (_gate)
        {
            if (_open.Remove(id, out var log))
                log.Dispose();
            if (Directory.Exists(folder))
                File.Delete(Path.Combine(folder, Name(id)));
        }
    }

    private static string Name(string id) =>
        id.Contains('/', StringComparison.Ordinal)
            ? throw RunnerFault.Invalid($"\"{id}\" is not the id of a sandbox.")
            : id + ".jsonl";
}
