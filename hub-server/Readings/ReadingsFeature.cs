using System.Data.Common;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Readings;

/// <summary>Everything of boxes that is not media: taken in exactly once, rolled up, asked for, told live.</summary>
internal static class ReadingsFeature
{
    public static IServiceCollection AddReadings(this IServiceCollection services, DatabaseSettings database)
    {
        if (database.Provider == DatabaseProvider.Postgres) services.AddSingleton<IReadingsDatabase>(_ => new PostgresReadings(database));
        else services.AddSingleton<IReadingsDatabase, SqliteReadings>();
        services.AddSingleton<ReadingsLine>();
        services.AddSingleton<DeliveryStarts>();
        services.AddSingleton<ReadingCounts>();
        services.AddSingleton<BootClocks>();
        services.AddSingleton<LiveReadings>();
        services.AddSingleton<Func<DbConnection, BatchStore>>(provider => connection => ActivatorUtilities.CreateInstance<BatchStore>(provider, connection));
        services.AddSingleton<ReadingsWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<ReadingsWriter>());
        services.AddPulse<ReadingsLine>("readings", (line, _) =>
        {
            var piece = new BackgroundPiece(_ => 0);
            line.Enter(piece);
            return piece.Done;
        });
        services.AddLoop<ReadingsRetention>();
        services.AddSingleton<ReadingCalls>();
        services.AddSingleton<ReadingQueries>();
        services.AddSingleton<ItemLog>();
        services.AddSingleton(new EventSource(LiveReadings.Event, (provider, id, cancellationToken) =>
            provider.GetRequiredService<LiveReadings>().LoadAsync(provider.GetRequiredService<RoomStore>(), id, cancellationToken)));
        return services;
    }

    public static void MapReadings(this WebApplication app)
    {
        app.Services.GetRequiredService<ReadingCalls>().Map(app).ForAgents();
        app.MapReadingRoutes();
    }
}
