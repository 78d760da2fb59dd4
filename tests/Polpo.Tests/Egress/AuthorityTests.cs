using System.Globalization;
using Polpo.Runner.Egress.Secrets;

namespace Polpo.Tests.Egress;

public sealed class AuthorityTests
{
    [Fact]
    public void Names_without_end_take_no_memory_without_end()
    {
        using var authority = new Authority(TimeProvider.System);

        for (var name = 0; name < Authority.Most + 40; name++)
            authority.For(string.Create(CultureInfo.InvariantCulture, $"n{name}.api.test"));

        authority.Count.ShouldBe(Authority.Most);
    }

    [Fact]
    public void A_host_gets_the_same_certificate_again()
    {
        using var authority = new Authority(TimeProvider.System);

        authority.For("api.test").ShouldBeSameAs(authority.For("api.test"));
    }
}
