namespace InfernoOrleans.Tests.Cli;

/// <summary>What a server says of tasks.</summary>
internal static class TaskAnswers
{
    public static string Item(long number, string status, string? error = null) =>
        $$"""{"taskId":"task-{{number}}",{{Rest(status, error)}}}""";

    /// <param name="number">Of the task.</param>
    /// <param name="status">Its state.</param>
    /// <param name="result">Its numbers as JSON.</param>
    /// <param name="shape">The extents as JSON; null for no output.</param>
    /// <param name="error">Why there is none.</param>
    public static string Task(long number, string status, string result = "null", string? shape = null, string? error = null) =>
        $$"""
        {"taskId":"task-{{number}}","success":{{(status == "Completed" ? "true" : "false")}},"resultData":{{result}},
         "output":{{(shape is null ? "null" : $$"""{"shape":{{shape}}}""")}},"dependsOn":["task-1"],{{Rest(status, error)}}}
        """;

    /// <summary>A task that had one agent answer.</summary>
    public static string OfAgents(long number) =>
        $$"""
        {"taskId":"task-{{number}}","success":true,"resultData":[1],"output":{"input":{"description":"about"},"responses":[
          {"agentId":"emergent-1","agentName":"The Emergent Angel","voice":"I speak.","activatedPerspectives":[],"memoryTriggers":["emergence"]}],
         "lifecyclePhase":"Breath","activeAgentCount":1},"dependsOn":[],{{Rest("Completed", null)}}}
        """;

    private static string Rest(string status, string? error) =>
        $"""
        "name":"[n]","taskType":"data","status":"{status}","priority":-3,"node":"silo-1","attempts":2,
        "error":{(error is null ? "null" : $"\"{error}\"")},"executionTimeMs":1500,"created":0,"started":1000,"finished":{(status is "Pending" or "Running" ? "null" : "2500")}
        """.ReplaceLineEndings("");
}
