using System.Net.Http.Json;
using Polpo.Client;
using Polpo.Core.Access;
using Polpo.Core.Access.Keys;
using Polpo.Core.Identity;
using Polpo.Core.Workspaces;
using Polpo.Engine.Kernel;
using Polpo.Testing.Databases;
using Polpo.Testing.Hosting;
using Polpo.Tests.Server;

namespace Polpo.Tests.Access;

/// <summary>An installation with several people: its Admin has opened two workspaces; others are added, and come in with keys of their own.</summary>
internal sealed class Office : IAsyncDisposable
{
    /// <summary>A role that grants everything but <c>admin</c>.</summary>
    public const string Everything = "Everything";

    private Office(TestPolpo polpo, Workspace shop, Workspace site) => (Polpo, Shop, Site) = (polpo, shop, site);

    public TestPolpo Polpo { get; }

    public Workspace Shop { get; }

    public Workspace Site { get; }

    public People People => Polpo.Get<People>();

    public static IReadOnlyList<string> AllButAdmin => [.. PermissionKeys.All.Where(key => key != Rights.Admin)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<Office> OpenAsync(Database database, TestPolpoOptions? options = null)
    {
        options ??= new TestPolpoOptions();
        var polpo = await TestPolpo.StartAsync(options with { Database = database, Works = false }, Stop);
        var admin = await polpo.Get<Users>().LocalAsync(Stop);
        var shop = await Repositories.OpenAsync(polpo, admin, Stop, "shop");
        var site = await Repositories.OpenAsync(polpo, admin, Stop, "site");
        await polpo.Api.Roles.SetAsync(Everything, AllButAdmin, Stop);
        return new Office(polpo, shop, site);
    }

    /// <summary>Somebody new with one role, who sees one workspace or none.</summary>
    public async Task<Caller> AddAsync(string name, string role, Workspace? workspace)
    {
        var user = await Polpo.Api.Users.AddAsync(new AddUser(name, [role]), Stop);
        if (workspace is not null)
            await Polpo.Api.Members.AddAsync(workspace.Id, name, Stop);
        return new Caller(Id<User>.Parse(user.Id), name);
    }

    /// <summary>The person as their next request would come in.</summary>
    public async Task<Caller> NowAsync(Caller person) => (await Polpo.Get<Admission>().AdmitAsync(person, Stop))!;

    public async Task<KeyView> KeyAsync(
        Caller person,
        Workspace? workspace = null,
        IReadOnlyList<string>? permissions = null,
        DateTimeOffset? expires = null
    )
    {
        var browser = await BrowserAsync(person);
        using var answer = await browser.PostAsJsonAsync(
            "/api/v1/keys",
            new CreateKey("test", workspace?.Id, permissions, expires),
            Wire.Json,
            Stop
        );
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<KeyView>(Wire.Json, Stop))!;
    }

    /// <summary>A browser that the person has signed in with the link that an Admin gave them.</summary>
    public async Task<HttpClient> BrowserAsync(Caller person)
    {
        var link = await Polpo.Api.Users.MakeSignInLinkAsync(person.User, Stop);
        var browser = Polpo.Client();
        using var answer = await browser.GetAsync(new Uri(link.Url), Stop);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        browser.DefaultRequestHeaders.Add("Cookie", cookie[..cookie.IndexOf(';', StringComparison.Ordinal)]);
        browser.DefaultRequestHeaders.Add("Origin", Polpo.Server.Address);
        return browser;
    }

    public async Task<HttpClient> ProgramAsync(Caller person) => Polpo.Client(bearer: (await KeyAsync(person)).Key);

    public ValueTask DisposeAsync() => Polpo.DisposeAsync();
}
