using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Visits;

/// <summary>巡课: who looks into lessons as they happen, told to the teacher and logged, and what they note.</summary>
internal static class VisitsFeature
{
    public static void AddVisits(this IServiceCollection services)
    {
        services.AddSingleton<WatchLog>();
        services.AddSingleton<WatchBook>();
        services.AddSingleton<LivePictures>();
        services.AddSingleton<NoteStore>();
        services.AddSingleton<NoteDesk>();
        services.AddLoop<WatchCare>();
    }

    public static void MapVisits(this IEndpointRouteBuilder app)
    {
        app.MapWatches();
        app.MapNotes();
    }
}
