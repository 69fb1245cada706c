using Tongtang.HubServer.Events;
using Tongtang.Protocol.Programs;

namespace Tongtang.HubServer.Lessons;

/// <summary>Linked lessons: one host room teaches one to three receiving rooms in step, both ways.</summary>
internal static class LessonsFeature
{
    public static void AddLessons(this IServiceCollection services)
    {
        services.AddSingleton<PairingStore>();
        services.AddSingleton<LessonStore>();
        services.AddSingleton<LessonTeller>();
        services.AddSingleton<LessonDesk>();
        services.AddSingleton<LessonStarts>();
        services.AddSingleton<LessonLists>();
        services.AddSingleton<LessonLink>();
        services.AddSingleton<LessonMedia>();
        services.AddSingleton<StatisticsReader>();
        services.AddLoop<LessonBell>();
        services.AddSingleton(new EventSource(LessonDesk.Event, (provider, id, cancellationToken) =>
            provider.GetRequiredService<LessonLists>().EventOfAsync(id, cancellationToken)));
    }

    public static void MapLessons(this IEndpointRouteBuilder app)
    {
        app.MapPairings();
        app.MapLinkedLessons();
        app.MapLessonStatistics();
        app.ServiceProvider.GetRequiredService<LessonMedia>().Map(app);
    }
}
