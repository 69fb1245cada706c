using System.Data.Common;
using Dapper;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Fleet;

namespace Tongtang.HubServer.Assets;

/// <summary>What came of a change.</summary>
internal enum AssetOutcome
{
    Done,
    Gone,
    CodeTaken,
    DeviceUnknown,
    DeviceTaken,
    PlaceUnknown,
}

/// <summary>Changes of the register; each keeps its step of the history in the same transaction.</summary>
internal sealed class AssetStore(HubDatabase database, AssetLists lists, TimeProvider time)
{
    private const string Insert = """
        INSERT INTO asset (id, code, code_key, name, name_key, kind, maker, model, serial, bought_on, price_cents, supplier, warranty_until, region_id, school_id, room_id,
            device_id, hours, keeper, note, state, created_at_ms)
        VALUES (@Id, @Code, @CodeKey, @Name, @NameKey, @Kind, @Maker, @Model, @Serial, @BoughtOn, @PriceCents, @Supplier, @WarrantyUntil, @RegionId, @SchoolId, @RoomId,
            @DeviceId, NULL, @Keeper, @Note, @State, @CreatedAtMs)
        """;

    private const string DeviceHours = "COALESCE((SELECT device.hours FROM device WHERE device.room_id = asset.room_id AND device.id = asset.device_id), asset.hours)";

    private const string Update = $"""
        UPDATE asset SET code = @Code, code_key = @CodeKey, name = @Name, name_key = @NameKey, kind = @Kind, maker = @Maker, model = @Model, serial = @Serial,
            bought_on = @BoughtOn, price_cents = @PriceCents, supplier = @Supplier, warranty_until = @WarrantyUntil, keeper = @Keeper, note = @Note,
            hours = CASE WHEN COALESCE(device_id, '') = COALESCE(@DeviceId, '') THEN hours ELSE {DeviceHours} END, device_id = @DeviceId
        WHERE id = @Id
        """;

    private const string Move = $"UPDATE asset SET hours = {DeviceHours}, device_id = NULL, region_id = @RegionId, school_id = @SchoolId, room_id = @RoomId WHERE id = @id";

    private const string SetState = "UPDATE asset SET state = @state WHERE id = @id";

    private const string Scrap = $"UPDATE asset SET hours = {DeviceHours}, device_id = NULL, state = @state WHERE id = @id";

    private const string CodeTaken = "SELECT COUNT(*) FROM asset WHERE code_key = @CodeKey AND id <> @Id";

    private const string HasDevice = "SELECT COUNT(*) FROM device WHERE room_id = @RoomId AND id = @DeviceId";

    private const string DeviceTaken = "SELECT COUNT(*) FROM asset WHERE room_id = @RoomId AND device_id = @DeviceId AND id <> @Id";

    private const string SelectNow = $"""
        SELECT region.id AS region_id, region.name AS region_name, school.id AS school_id, school.name AS school_name, room.id AS room_id, room.name AS room_name, asset.state
        {AssetLists.Joins} WHERE asset.id = @id
        """;

    public Task<(AssetOutcome Outcome, string Id)> CreateAsync(Scope scope, AssetPlaceWish place, AssetFields fields, AssetState state, string caller, CancellationToken cancellationToken)
    {
        var (id, now) = (NodeId.New(time), time.GetUtcNow());
        return database.WriteAsync(
            async connection =>
            {
                if (await AssetPlaces.FindAsync(connection, scope, place) is not { } found) return (AssetOutcome.PlaceUnknown, id);
                var row = Values(id, fields, found.Kept, state, now);
                if (await FaultAsync(connection, row) is { } fault) return (fault, id);
                await connection.ExecuteAsync(Insert, row);
                await AssetHistory.AddAsync(connection, now, new AssetHistoryStep(id, AssetStep.Registered, lists.Today, caller) { PlaceAfter = found.Names, StateAfter = state });
                return (AssetOutcome.Done, id);
            },
            cancellationToken);
    }

    /// <summary>For an import, within its transaction: codes are known to be free, places to be the caller's.</summary>
    public static async Task AddAsync(DbConnection connection, IReadOnlyList<(string Id, AssetFields Fields, AssetPlace Place, AssetState State)> assets, string caller, DateOnly today, DateTimeOffset now)
    {
        await connection.ExecuteAsync(Insert, assets.Select(asset => Values(asset.Id, asset.Fields, asset.Place.Kept, asset.State, now)));
        await AssetHistory.AddAsync(connection, now, assets.Select(asset => new AssetHistoryStep(asset.Id, AssetStep.Registered, today, caller) { PlaceAfter = asset.Place.Names, StateAfter = asset.State }));
    }

    public Task<AssetOutcome> ChangeAsync(string id, AssetFields fields, string caller, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if (await NowAsync(connection, id) is not { } now) return AssetOutcome.Gone;
            var row = Values(id, fields, now.Place.Kept, now.State, time.GetUtcNow());
            if (await FaultAsync(connection, row) is { } fault) return fault;
            await connection.ExecuteAsync(Update, row);
            await AssetHistory.AddAsync(connection, time.GetUtcNow(), new AssetHistoryStep(id, AssetStep.Changed, lists.Today, caller));
            return AssetOutcome.Done;
        },
        cancellationToken);

    /// <summary>To another place. What it was tied to stays where it is.</summary>
    public Task<AssetOutcome> TransferAsync(Scope scope, string id, AssetPlaceWish place, string reason, DateOnly on, string caller, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if (await NowAsync(connection, id) is not { } now) return AssetOutcome.Gone;
            if (await AssetPlaces.FindAsync(connection, scope, place) is not { } target) return AssetOutcome.PlaceUnknown;
            if (target.Kept == now.Place.Kept) return AssetOutcome.Done;
            var (regionId, schoolId, roomId) = target.Kept;
            await connection.ExecuteAsync(Move, new { id, RegionId = regionId, SchoolId = schoolId, RoomId = roomId });
            await AssetHistory.AddAsync(
                connection, time.GetUtcNow(), new AssetHistoryStep(id, AssetStep.Transferred, on, caller) { Reason = reason, PlaceBefore = now.Place.Names, PlaceAfter = target.Names });
            return AssetOutcome.Done;
        },
        cancellationToken);

    /// <summary>What is scrapped is no device any more.</summary>
    public Task<AssetOutcome> SetStateAsync(string id, AssetState state, string reason, DateOnly on, string caller, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if (await NowAsync(connection, id) is not { } now) return AssetOutcome.Gone;
            if (state == now.State) return AssetOutcome.Done;
            await connection.ExecuteAsync(state == AssetState.Scrapped ? Scrap : SetState, new { id, state = state.Word() });
            await AssetHistory.AddAsync(connection, time.GetUtcNow(), new AssetHistoryStep(id, AssetStep.State, on, caller) { Reason = reason, StateBefore = now.State, StateAfter = state });
            return AssetOutcome.Done;
        },
        cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM asset WHERE id = @id", new { id }), cancellationToken);

    private static async Task<AssetOutcome?> FaultAsync(DbConnection connection, Row row)
    {
        if (await connection.ExecuteScalarAsync<int>(CodeTaken, row) > 0) return AssetOutcome.CodeTaken;
        if (row.DeviceId is null) return null;
        if (row.RoomId is null || await connection.ExecuteScalarAsync<int>(HasDevice, row) == 0) return AssetOutcome.DeviceUnknown;
        return await connection.ExecuteScalarAsync<int>(DeviceTaken, row) > 0 ? AssetOutcome.DeviceTaken : null;
    }

    private static async Task<(AssetPlace Place, AssetState State)?> NowAsync(DbConnection connection, string id)
    {
        if (await connection.QuerySingleOrDefaultAsync<AssetPlace>(SelectNow, new { id }) is not { } place) return null;
        return (place, Words.Enum<AssetState>((await connection.ExecuteScalarAsync<string>("SELECT state FROM asset WHERE id = @id", new { id }))!));
    }

    private static Row Values(string id, AssetFields fields, (string? RegionId, string? SchoolId, string? RoomId) place, AssetState state, DateTimeOffset now) => new(
        id,
        fields.Code,
        AssetCode.KeyOf(fields.Code),
        fields.Name,
        NameOrder.KeyOf(fields.Name),
        fields.Kind,
        fields.Maker,
        fields.Model,
        fields.Serial,
        AssetDates.Text(fields.BoughtOn),
        fields.PriceCents,
        fields.Supplier,
        AssetDates.Text(fields.WarrantyUntil),
        place.RegionId,
        place.SchoolId,
        place.RoomId,
        fields.DeviceId,
        fields.Keeper,
        fields.Note,
        state.Word(),
        now.ToUnixTimeMilliseconds());

    private sealed record Row(
        string Id,
        string Code,
        string CodeKey,
        string Name,
        string NameKey,
        string Kind,
        string Maker,
        string Model,
        string Serial,
        string? BoughtOn,
        long? PriceCents,
        string Supplier,
        string? WarrantyUntil,
        string? RegionId,
        string? SchoolId,
        string? RoomId,
        string? DeviceId,
        string Keeper,
        string Note,
        string State,
        long CreatedAtMs);
}
