using System.Text.Json.Serialization;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Accounts;

/// <summary>The narrowest is first, so that a place nobody filled in covers nothing.</summary>
internal enum ScopeKind
{
    School,
    Region,
    Hub,
}

/// <summary>Where a role holds, a token reaches or a webhook listens: all of the hub, one region or one school.</summary>
/// <param name="Kind">How much of the tree.</param>
/// <param name="Id">The region's or school's id; null for the hub.</param>
[method: JsonConstructor]
internal readonly record struct TreePlace(ScopeKind Kind, string? Id = null)
{
    public static TreePlace Hub { get; } = new(ScopeKind.Hub);

    /// <summary>The hub has no id, a region and a school have one.</summary>
    [JsonIgnore]
    public bool IsWellFormed => Kind == ScopeKind.Hub == string.IsNullOrEmpty(Id);

    /// <summary>As the database keeps it; the hub's id is null there.</summary>
    public static TreePlace Of(string kind, string? id) => new(Words.Enum<ScopeKind>(kind), string.IsNullOrEmpty(id) ? null : id);
}
