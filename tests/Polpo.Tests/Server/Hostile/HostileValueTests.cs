using Polpo.Testing.Databases;
using Polpo.Tests.Engine;

namespace Polpo.Tests.Server.Hostile;

/// <summary>Every route of the OpenAPI document × each value of its address and head × every value that is wrong.</summary>
public sealed class HostileValueTests
{
    private const string Nul = "a%00b";

    /// <summary>As they stand in an address. (A NUL in a path is turned away before there is a request.)</summary>
    private static readonly string[] Values =
    [
        "",
        "%20",
        Nul,
        "%ff",
        "%ed%a0%80",
        "%f0%9f%90%99",
        "%e2%80%ae",
        "..%2f..%2fetc%2fpasswd",
        "%2fproc%2fself",
        "%2fno%2fsuch%2ffolder",
        "%0d%0aX-Other:%201",
        "%27%3bdrop%20table%20tasks",
        "%25",
        "*",
        "null",
        "true",
        "-1",
        "0.5",
        "9223372036854775807",
        "-9223372036854775808",
        "99999999999999999999",
        "task_00000000000000000000000000000000",
        "ws_00000000000000000000000000000000",
        "TASK_00000000000000000000000000000000",
        new('x', 5000),
    ];

    private static readonly string[] Heads = ["", "\"", "W/\"3\"", "-1", "99999999999", "*", "3 "];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Whatever_stands_in_an_address_the_answer_says_what_is_so(Database database)
    {
        await using var world = await HostileWorld.StartAsync(database, Stop);
        var faults = new List<string>();
        foreach (var route in world.Routes)
        {
            foreach (var place in route.Values.Where(value => value.In != "header"))
            {
                foreach (var value in Values.Where(value => place.In == "query" || value != Nul))
                {
                    var address = route.Address(one => one == place ? value : world.Usual(route, one));
                    if (await world.FaultAsync(route.Method, address, world.Good(route)) is { } fault)
                        faults.Add($"{route.Method} {address[..Math.Min(200, address.Length)]}: {fault}");
                }
            }
        }
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whatever_stands_in_a_head_the_answer_says_what_is_so()
    {
        await using var world = await HostileWorld.StartAsync(Database.Sqlite, Stop);
        var faults = new List<string>();
        var heads = world.Routes.Where(route => route.Values.Any(value => value.In == "header")).ToList();
        heads.ShouldNotBeEmpty();
        foreach (var route in heads.Where(route => route.Method != HttpMethod.Delete))
        {
            foreach (var head in Heads)
            {
                var address = route.Address(value => world.Usual(route, value));
                if (await world.FaultAsync(route.Method, address, world.Good(route), head) is { } fault)
                    faults.Add($"{route.Name} If-Match: {head}: {fault}");
            }
        }
        faults.ShouldBeEmpty();
    }
}
