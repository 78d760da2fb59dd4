using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Polpo.Runner.Sandboxes;

namespace Polpo.Runner.Containers;

/// <summary>The way into a container, by handles that are opened once, and what its image wants in the environment.</summary>
internal sealed class ContainerSpaces(int first, uint user, IReadOnlyList<string> variables) : IDisposable
{
    private readonly SafeFileHandle _pids = Open(first, "pid");
    private readonly SafeFileHandle _network = Open(first, "net");
    private readonly SafeFileHandle _messages = Open(first, "ipc");
    private readonly SafeFileHandle _names = Open(first, "uts");

    public SafeFileHandle Mounts { get; } = Open(first, "mnt");

    public SafeHandle Network => _network;

    /// <summary>The image's own variables, where they are not ours to set; its folders of programs come after those of the home.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables
    {
        get
        {
            var ours = Launch.Environment(Within.Home);
            foreach (var variable in variables)
                if (variable.Split('=', 2) is [var name, var value] && (name == "PATH" || !ours.ContainsKey(name)))
                    yield return new(name, name == "PATH" ? $"{Within.Home}/.venv/bin:{value}" : value);
        }
    }

    public IEnumerable<string> Join() =>
        [
            "setpriv",
            "--no-new-privs",
            "nsenter",
            $"--mount={PathOf(Mounts)}",
            $"--pid={PathOf(_pids)}",
            $"--net={PathOf(_network)}",
            $"--ipc={PathOf(_messages)}",
            $"--uts={PathOf(_names)}",
            "--setuid",
            $"{user}",
            "--setgid",
            $"{user}",
            "--",
        ];

    public void Dispose()
    {
        foreach (var handle in new[] { Mounts, _pids, _network, _messages, _names })
            handle.Dispose();
    }

    private static SafeFileHandle Open(int first, string kind) => File.OpenHandle($"/proc/{first}/ns/{kind}");

    private static string PathOf(SafeFileHandle handle) =>
        $"/proc/{Environment.ProcessId}/fd/{handle.DangerousGetHandle()}";
}
