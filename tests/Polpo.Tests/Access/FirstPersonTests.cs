using Microsoft.EntityFrameworkCore;
using Polpo.Core.Access;
using Polpo.Core.Access.Keys;
using Polpo.Core.Identity;
using Polpo.Testing.Databases;
using Polpo.Tests.Engine;

namespace Polpo.Tests.Access;

public sealed class FirstPersonTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEachDatabase]
    public async Task Servers_that_start_at_once_find_one_first_person_who_is_Admin(Database database)
    {
        await using var fresh = await TestDatabase.CreateAsync(database, Stop);
        await using var engine = await TestEngine.StartAsync(
            fresh,
            services => services.AddIdentity().AddAccess(KeyOptions.Read(null)),
            Stop
        );
        var (people, users) = (engine.Get<People>(), engine.Get<Users>());
        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => people.BeginAsync(users, Stop)));
        found.Distinct().ShouldHaveSingleItem();
        var only = (await people.ListAsync(Stop)).ShouldHaveSingleItem();
        only.User.Id.ShouldBe(found[0].User);
        only.Roles.ShouldBe([Role.Admin]);
    }
}
