using System.Net;
using System.Net.Http.Headers;
using Polpo.Client;
using Polpo.Testing.Shipped;

namespace Polpo.EndToEnd.Crashes;

/// <summary>A person at a mission, through one server: begins it, resumes it, approves what asks.</summary>
internal sealed class MissionPerson : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http;

    private MissionPerson(HttpClient http) => _http = http;

    public PolpoClient Client => new(_http);

    public static async Task<MissionPerson> AtAsync(
        ShippedPolpo polpo,
        RunningServer server,
        CancellationToken cancellationToken
    )
    {
        var token = await File.ReadAllTextAsync(Path.Combine(polpo.Home, "run", "cli.token"), cancellationToken);
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri(server.Address.TrimEnd('/') + "/"),
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        return new MissionPerson(http);
    }

    /// <summary>Until the mission has ended, or so many of its tasks are done.</summary>
    public async Task GoOnAsync(string mission, CancellationToken cancellationToken, int tasks = int.MaxValue)
    {
        while (true)
        {
            var now = await Client.Missions.GetAsync(mission, cancellationToken);
            if (now.Run?.Tasks.Count(task => task.Status == "done") >= tasks)
                return;
            try
            {
                if (!await DoAsync(now, cancellationToken))
                    return;
            }
            catch (PolpoException conflict) when (conflict.Status == HttpStatusCode.Conflict)
            {
                // It has just gone on by itself: the person looks again, as the refusal says.
            }
            await Task.Delay(BetweenLooks, TimeProvider.System, cancellationToken);
        }
    }

    /// <returns>False: it has ended.</returns>
    private async Task<bool> DoAsync(MissionView now, CancellationToken cancellationToken)
    {
        if (now.Status == "draft")
            await Client.Missions.MoveAsync(now.Id, MissionDeed.Execute, cancellationToken);
        else if (now.Status == "paused")
            await Client.Missions.ResumeAsync(now.Id, false, cancellationToken);
        else if (now.Run!.Tasks.FirstOrDefault(task => task.Status == "awaiting_approval") is { } asks) // it has begun
            await Client.Tasks.MoveAsync(asks.Id, TaskAction.Approve, cancellationToken);
        else
            return now.Status == "active";
        return true;
    }

    /// <summary>The same, until the server is gone.</summary>
    public async Task GoOnUntilKilledAsync(string mission, CancellationToken gone)
    {
        try
        {
            await GoOnAsync(mission, gone);
        }
        catch (OperationCanceledException)
        {
            // It was killed while the person waited.
        }
        catch (Exception dead) when (dead is HttpRequestException or IOException or PolpoException { Status: null })
        {
            // It was killed while it answered.
        }
    }

    public void Dispose() => _http.Dispose();
}
