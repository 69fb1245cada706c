using Dapper;
using Tongtang.HubServer.Audit;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Imports;

namespace Tongtang.HubServer.Accounts;

/// <summary>Makes accounts from a file: all of them in one transaction, or none.</summary>
internal sealed class AccountImports(HubDatabase database, RoleGiving giving, Passwords passwords, AccountProfile profile, AccountSettings settings, TimeProvider time)
{
    private const string SelectPlaces = """
        SELECT region.id AS region_id, NULL AS school_id, region.name AS region, '' AS school FROM region WHERE {0}
        UNION ALL
        SELECT region.id, school.id, region.name, school.name FROM school JOIN region ON region.id = school.region_id WHERE {1}
        ORDER BY 3, 4
        """;

    private const string InsertLink = "INSERT INTO one_time_link (secret_hash, purpose, account_id, expires_at_ms) VALUES (@hash, 'reset', @accountId, @expires)";

    /// <summary>What the file would make; what it cannot is added to <paramref name="faults"/>.</summary>
    public async Task<List<PeopleRow>> TryAsync(Caller caller, TableColumns columns, Table table, List<TableFault> faults, CancellationToken cancellationToken)
    {
        var (places, taken) = await KnownAsync(caller.Scope, cancellationToken);
        var rows = PeopleSheet.Read(columns, table, places, taken, profile.Mixes, faults);
        var may = new Dictionary<Assignment, bool>();
        foreach (var row in rows)
        {
            foreach (var role in row.Roles)
            {
                if (!may.TryGetValue(role, out var given)) may[role] = given = await giving.MayGiveAsync(caller, [role], cancellationToken);
                if (!given) faults.Add(columns.Fault(row.Row, "role", "role_beyond", "The role is not the importer's to give there."));
            }
        }
        return rows;
    }

    /// <returns>The links of all; null when somebody has made an account of such a name meanwhile.</returns>
    public async Task<IReadOnlyList<Invitation>?> RunAsync(IReadOnlyList<PeopleRow> rows, CancellationToken cancellationToken)
    {
        // Nobody knows what it is of, whosoever account it stands in; each would take a tenth of a second.
        var hash = await passwords.UnknownAsync(cancellationToken);
        var note = AuditNote.Current;
        try
        {
            return await database.WriteAsync<IReadOnlyList<Invitation>>(
                async connection =>
                {
                    var made = new List<Invitation>(rows.Count);
                    foreach (var row in rows)
                    {
                        var id = await AccountStore.InsertAsync(connection, row.Name, hash, row.Roles, invited: true, time) ?? throw new NameTakenException();
                        var (secret, expires) = (Secret.New(), time.GetUtcNow() + settings.InvitationLife);
                        await connection.ExecuteAsync(InsertLink, new { hash = Secret.Hash(secret), accountId = id, expires = expires.ToUnixTimeMilliseconds() });
                        if (note is not null) await note.TellAsync(connection, id);
                        made.Add(new Invitation(id, row.Name, $"/reset-password#token={secret}", expires));
                    }
                    return made;
                },
                cancellationToken);
        }
        catch (NameTakenException)
        {
            return null;
        }
    }

    private async Task<(List<NamedPlace> Places, HashSet<string> Taken)> KnownAsync(Scope scope, CancellationToken cancellationToken)
    {
        var sql = SelectPlaces.Replace("{0}", scope.Filter("region.id", null), StringComparison.Ordinal).Replace("{1}", scope.Filter("school.region_id", "school.id"), StringComparison.Ordinal);
        await using var connection = await database.OpenAsync(cancellationToken);
        var places = (await connection.QueryAsync<PlaceRow>(sql, new { scopeId = scope.Id })).Select(row => row.View()).ToList();
        return (places, (await connection.QueryAsync<string>("SELECT look_key FROM account WHERE look_key IS NOT NULL")).ToHashSet(StringComparer.Ordinal));
    }

    private sealed class NameTakenException : Exception;

    private sealed record PlaceRow
    {
        public required string RegionId { get; init; }

        public string? SchoolId { get; init; }

        public required string Region { get; init; }

        public required string School { get; init; }

        public NamedPlace View() => new(SchoolId is null ? new TreePlace(ScopeKind.Region, RegionId) : new TreePlace(ScopeKind.School, SchoolId), Region, School);
    }
}
