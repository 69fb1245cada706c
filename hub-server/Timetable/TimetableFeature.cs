using Tongtang.HubServer.Accounts;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Timetable;

/// <summary>What is taught where and when: terms, bells, weekly lessons, swaps.</summary>
internal static class TimetableFeature
{
    public static void AddTimetable(this IServiceCollection services)
    {
        services.AddSingleton<TimetableReader>();
        services.AddSingleton<CalendarStore>();
        services.AddSingleton<BellStore>();
        services.AddSingleton<TimetableStore>();
        services.AddSingleton<SwapStore>();
        services.AddSingleton<TimetableChanges>();
        services.AddSingleton<RoomTimetables>();
        services.AddLoop<TimetableTeller>();
        services.AddSingleton<TimetableImports>();
        services.AddSingleton<FeedStore>();
    }

    public static void MapTimetable(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/timetable").WithTags("timetable").Needs(Right.ManageTimetable);
        api.MapCalendar();
        api.MapBells();
        api.MapTimetableLessons();
        api.MapSwaps();
        api.MapTimetableDays();
        api.MapTimetableImports();
        api.MapFeeds(app);
    }
}
