using Tongtang.HubServer.Accounts;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.HubServer.Database;

internal static class DatabaseFeature
{
    public static IServiceCollection AddDatabase(this IServiceCollection services, DatabaseSettings settings)
    {
        if (settings.Provider == DatabaseProvider.Postgres) services.AddSingleton<IEngine>(_ => new PostgresEngine(settings));
        else
        {
            services.AddSingleton<SqliteEngine>();
            services.AddSingleton<IEngine>(provider => provider.GetRequiredService<SqliteEngine>());
            services.AddHostedService<DatabaseRepair>();
        }
        services.AddSingleton<HubDatabase>();
        services.AddSingleton(provider => DatabaseOutages.Explain(provider.GetRequiredService<HubDatabase>()));
        services.AddPulse<HubDatabase>("database", (database, cancellationToken) => database.WriteAsync(_ => Task.CompletedTask, cancellationToken));
        services.AddSingleton<Migrations>();
        services.AddHostedService(provider => provider.GetRequiredService<Migrations>());
        services.AddHostedService<DatabaseWatch>();
        return services;
    }

    public static void MapDatabase(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/store-repairs", (StoreRepairs repairs) => TypedResults.Ok(repairs.All.Reverse())).WithTags("system").Needs(Right.ManageSystem).WithName("listStoreRepairs")
            .WithSummary("What of the hub's own files was found damaged and repaired, the newest first; the last hundred");
}
