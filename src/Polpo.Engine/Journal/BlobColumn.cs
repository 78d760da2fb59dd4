using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Polpo.Engine.Storage;

namespace Polpo.Engine.Journal;

/// <summary>A column that names contents: of a text property, of whatever feature, whose name ends with <c>Blob</c>.</summary>
/// <param name="Workspace">The column of the row's workspace; null where a row has none.</param>
internal sealed record BlobColumn(string Table, string Name, string? Workspace)
{
    public static List<BlobColumn> All(PolpoDb db) =>
        [
            .. from entity in db.Model.GetEntityTypes()
            let table = entity.GetTableName()
            where table is not null
            from property in entity.GetProperties()
            where property.ClrType == typeof(string) && property.Name.EndsWith("Blob", StringComparison.Ordinal)
            select new BlobColumn(table, Of(property, table), Owner(entity, table)),
        ];

    private static string? Owner(IEntityType entity, string table) =>
        entity.FindProperty("Workspace") is { } workspace ? Of(workspace, table) : null;

    private static string Of(IProperty property, string table) =>
        property.GetColumnName(StoreObjectIdentifier.Table(table)) ?? ColumnNames.SnakeCase(property.Name);
}
