using Microsoft.Extensions.DependencyInjection;
using Polpo.Core.Access;
using Polpo.Core.Workspaces.Membership;
using Polpo.Engine.Journal;
using Polpo.Engine.Subjects;

namespace Polpo.Core.Departures;

public static class DeparturesFeature
{
    public static IServiceCollection AddDepartures(this IServiceCollection services) =>
        services
            .AddSingleton(Rule<UserDisabled>())
            .AddSingleton(Rule<UserRolesSet>())
            .AddSingleton(Rule<RoleSet>())
            .AddSingleton(Rule<MemberRemoved>())
            .AddSingleton<OpenWork>()
            .AddSingleton<DepartureStop>()
            .AddSingleton<ISubjectHandler, DepartureSubject>();

    /// <summary>Whoever the fact is about, a person or a role, is looked at.</summary>
    private static WakeRule Rule<T>()
        where T : IFact => new(T.Type, fact => [new Wake(DepartureSubject.SubjectKind, fact.Subject)]);
}
