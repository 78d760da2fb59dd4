using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Polpo.Engine.Storage;

/// <summary>The row model is built once for a set of mappings, not once for the process.</summary>
internal static class PolpoModel
{
    public static DbContextOptionsBuilder<PolpoDb> UsePolpoModel(this DbContextOptionsBuilder<PolpoDb> options)
    {
        options.ReplaceService<IModelCacheKeyFactory, ByMappings>();
        return options;
    }

    private sealed class ByMappings : IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime) =>
            (string.Join(' ', ((PolpoDb)context).Mappings.Select(mapping => mapping.GetType().FullName)), designTime);
    }
}
