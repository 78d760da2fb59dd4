using System.Net.Http.Json;
using Polpo.Benchmarks.Lab;

namespace Polpo.Benchmarks.Measuring;

/// <summary>What the bench itself adds to every figure: an empty round trip to the server, and a model's reply beyond its thinking.</summary>
internal static class OwnCost
{
    private const string Script = "own_cost";

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Station station, CancellationToken cancellationToken)
    {
        var trips = await Clock.ManyAsync(200, () => station.Server.GetAsync("/health", cancellationToken));
        station.Model.Set(Script, _ => Replies.Say("Here.", Replies.Think));
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var replies = await Clock.ManyAsync(40, () => AskAsync(http, station.Model, cancellationToken));
        return
        [
            Figure.Of("empty round trip", Bar.None, trips.Skip(50)),
            Figure.Of(
                "model reply beyond its 50 ms",
                Bar.None,
                replies.Skip(10).Select(reply => reply - Replies.Think)
            ),
        ];
    }

    private static async Task AskAsync(HttpClient http, Model model, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(
            model.Address + "/chat/completions",
            new
            {
                model = "bench",
                stream = true,
                messages = new[] { new { role = "user", content = Model.Title(Script, "none") } },
            },
            cancellationToken
        );
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsStringAsync(cancellationToken);
    }
}
