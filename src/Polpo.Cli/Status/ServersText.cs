using Polpo.Cli.Shell;
using Polpo.Client;

namespace Polpo.Cli.Status;

/// <summary>Which servers there are and what each is at, a line a server; nothing where there is one by itself.</summary>
internal static class ServersText
{
    public static void Write(TextWriter output, IReadOnlyList<ServerView> servers)
    {
        if (servers.Count == 0)
            return;
        output.WriteLine("\nServers");
        foreach (var server in servers)
            output.WriteLine(
                $"  {Plain.Line(server.Name, 30), -32}{server.Roles, -12}{Work(server), -44}since {server.StartedAt.ToLocalTime():yyyy-MM-dd HH:mm}{(server.IsThis ? " (this one)" : "")}"
            );
    }

    private static string Work(ServerView server) =>
        server.Holds.Count == 0
            ? "nothing to do"
            : string.Join(
                ", ",
                server
                    .Holds.OrderBy(kind => kind.Key, StringComparer.Ordinal)
                    .Select(kind =>
                        $"{Plain.Count((int)kind.Value, kind.Key)} ({server.Runs.GetValueOrDefault(kind.Key)} running)"
                    )
            );
}
