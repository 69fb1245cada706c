using System.Reflection;
using Xunit;
using Xunit.Abstractions;

namespace Tongtang.Harness;

/// <summary>Begins with what several classes share, one test after another, then with classes that have slow tests: none of them runs on alone when all others are done.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private const string OfAClass = "Test collection for ";

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderByDescending(SlowTests);

    private static int SlowTests(ITestCollection collection)
    {
        var name = collection.DisplayName;
        if (!name.StartsWith(OfAClass, StringComparison.Ordinal)) return int.MaxValue;
        var tests = typeof(LongestFirst).Assembly.GetType(name[OfAClass.Length..].Split(" (id:")[0]);
        return tests?.GetMethods().Count(method => method.GetCustomAttributesData().Any(IsSlow)) ?? 0;
    }

    private static bool IsSlow(CustomAttributeData attribute) =>
        attribute.AttributeType == typeof(TraitAttribute) && attribute.ConstructorArguments is [{ Value: "speed" }, { Value: "slow" }];
}
