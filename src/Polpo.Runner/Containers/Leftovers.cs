using System.Security.Cryptography;
using System.Text;

namespace Polpo.Runner.Containers;

/// <summary>Removes the containers that an earlier runner of this data folder left behind, from every engine that it had asked for one.</summary>
/// <param name="file">Where the sockets of those engines are written down, one a line.</param>
internal sealed class Leftovers(string home, string file, TimeProvider time, Action<string> log)
{
    private readonly Lock _gate = new();

    /// <summary>The data folder, as its containers are labelled.</summary>
    public string Home { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..16];

    /// <summary>Before the first container is asked for.</summary>
    public void Remember(string socket)
    {
        lock (_gate)
            if (!Known().Contains(socket))
                File.AppendAllLines(file, [socket]);
    }

    public async Task SweepAsync()
    {
        foreach (var socket in Known())
            await SweepAsync(socket);
    }

    private async Task SweepAsync(string socket)
    {
        using var engine = new EngineClient(socket);
        try
        {
            foreach (var id in await engine.ListAsync($"{ContainerBody.HomeLabel}={Home}"))
                await engine.RemoveAsync(id, time);
        }
        catch (RunnerFault fault)
        {
            // Their first processes have ended with the runner that held them; what is left is removed at a later start.
            log($"containers of an earlier runner are still at {socket}: {fault.Message}");
        }
    }

    private string[] Known() => File.Exists(file) ? File.ReadAllLines(file) : [];
}
