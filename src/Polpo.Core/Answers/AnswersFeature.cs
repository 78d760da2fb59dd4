using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Polpo.Engine.Storage;

namespace Polpo.Core.Answers;

/// <summary>Answers that are kept for a request that comes twice.</summary>
public static class AnswersFeature
{
    public static IServiceCollection AddAnswers(this IServiceCollection services) =>
        services.AddSingleton<IEntityMapping, AnswersMapping>().AddSingleton<KeptAnswers>();
}

internal sealed class AnswersMapping : IEntityMapping
{
    public void Map(ModelBuilder model) =>
        model.Entity<KeptAnswer>(answer =>
        {
            answer.ToTable("kept_answers");
            answer.HasKey(row => new { row.Caller, row.Key });
        });
}
